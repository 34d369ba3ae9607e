"""The tokenizers that the files of the models describe."""

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

IM_START, IM_END = 1, 2


def tokenizer(keys):
    """That of the base model: bytes, pairs merged by rank, every digit on its own."""
    words, kinds = keys["tokenizer.ggml.tokens"], keys["tokenizer.ggml.token_type"]
    merges = [tuple(pair.split(" ")) for pair in keys["tokenizer.ggml.merges"]]
    made = Tokenizer(models.BPE({word: index for index, word in enumerate(words)}, merges))
    made.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True),
                                                  pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)])
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(word, special=True) for word, kind in zip(words, kinds) if kind == 3])
    return made


def wordpiece(keys):
    """That of the encoder: lower case without accents, pieces of words, `[CLS]` before and `[SEP]` after."""
    # A file marks the beginning of a word; the original marks what does not begin one.
    plain = lambda word, kind: word if kind != 1 else word[1:] if word.startswith("\u2581") else f"##{word}"
    words = [plain(word, kind) for word, kind in zip(keys["tokenizer.ggml.tokens"], keys["tokenizer.ggml.token_type"])]
    ids = {word: index for index, word in enumerate(words)}
    made = Tokenizer(models.WordPiece(ids, unk_token="[UNK]"))
    made.normalizer, made.pre_tokenizer = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[(one, ids[one]) for one in ("[CLS]", "[SEP]")])
    return made
