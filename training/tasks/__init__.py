"""What the encoder learns: each task draws blocks of texts, and has a loss and a judgement of its own."""
