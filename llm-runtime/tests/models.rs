//! The default model as it is really fetched, into the cache that every other test and the demo use.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::time::{Duration, Instant};

use llm_runtime::models::{DEFAULT_MODEL, ModelManager, State};

#[test]
fn the_default_model_is_fetched_once_and_found_at_once_after_that() {
    let manager = ModelManager::from_env().unwrap();
    let path = manager.ensure_named(DEFAULT_MODEL, &mut |_| ()).expect("the default model can be fetched");
    let began = Instant::now();
    assert_eq!(manager.ensure_named(DEFAULT_MODEL, &mut |_| panic!("nothing is left to do")).unwrap(), path);
    assert!(began.elapsed() < Duration::from_millis(100), "a warm start must not read the whole file");
    let models = manager.list().unwrap();
    let model = models.iter().find(|model| model.name == DEFAULT_MODEL).unwrap();
    assert_eq!(model.state, State::Verified);
    assert_eq!(model.size, manager.catalogue().get(DEFAULT_MODEL).unwrap().size);
}

#[test]
fn the_default_models_encoder_comes_with_it_and_is_the_promised_file() {
    let manager = ModelManager::from_env().unwrap();
    let files = manager.files(DEFAULT_MODEL, &mut |_| {}).expect("the default model can be fetched with its encoder");
    let encoder = files.encoder.expect("it has one");
    let model = manager.verify(&encoder.name, &mut |_| ()).unwrap();
    assert_eq!((model.path, model.state), (encoder.model, State::Verified));
    let again = manager.files(DEFAULT_MODEL, &mut |_| panic!("nothing is left to do")).unwrap();
    assert!(again.encoder.is_some());
}

#[test]
fn every_built_in_model_says_where_it_comes_from_and_under_which_licence() {
    let manager = ModelManager::new("unused");
    for entry in manager.catalogue().iter() {
        assert!(!entry.sources.is_empty() && entry.licence != "unknown", "{}", entry.name);
        assert_eq!(entry.sha256.len(), 64, "{}", entry.name);
        assert!(entry.size > 0 && entry.context_length > 0, "{}", entry.name);
    }
}

/// A model at a server on this machine: resumed, redirected, damaged.
#[cfg(feature = "cloud")]
mod url {
    use std::io::{BufRead, BufReader, Write};
    use std::net::{TcpListener, TcpStream};
    use std::sync::{Arc, Mutex};

    use llm_runtime::models::{ModelError, ModelManager, Phase};
    use sha2::{Digest, Sha256};

    /// What a server does with a request: its path and the byte that is asked for.
    type Behaviour = dyn Fn(&mut TcpStream, &str, Option<usize>) + Send + Sync;

    struct Server {
        address: String,
        asked: Arc<Mutex<Vec<Option<usize>>>>,
    }

    impl Server {
        fn new(behaviour: Box<Behaviour>) -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = format!("http://{}", listener.local_addr().unwrap());
            let asked = Arc::new(Mutex::new(Vec::new()));
            let seen = Arc::clone(&asked);
            std::thread::spawn(move || {
                for stream in listener.incoming() {
                    let mut stream = stream.unwrap();
                    let (path, from) = request(&mut stream);
                    seen.lock().unwrap().push(from);
                    behaviour(&mut stream, &path, from);
                }
            });
            Self { address, asked }
        }

        fn url(&self, path: &str) -> String {
            format!("{}{path}", self.address)
        }

        fn asked(&self) -> Vec<Option<usize>> {
            self.asked.lock().unwrap().clone()
        }
    }

    fn request(stream: &mut TcpStream) -> (String, Option<usize>) {
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        let path = lines.next().unwrap_or_default().split(' ').nth(1).unwrap_or_default().to_owned();
        let from = lines.take_while(|line| !line.is_empty()).find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("range").then(|| value["bytes=".len()..].trim_end_matches('-').parse().unwrap())
        });
        (path, from)
    }

    /// Answers with the file from there on, as far as `most` bytes.
    fn send(stream: &mut TcpStream, file: &[u8], from: Option<usize>, most: usize) {
        let start = from.unwrap_or(0);
        let rest = &file[start..];
        let status = if from.is_some() { "206 Partial Content" } else { "200 OK" };
        let range = format!("content-range: bytes {start}-{}/{}\r\n", file.len() - 1, file.len());
        let range = if from.is_some() { range } else { String::new() };
        let head = format!("HTTP/1.1 {status}\r\n{range}content-length: {}\r\nconnection: close\r\n\r\n", rest.len());
        // A client that has seen enough hangs up.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&rest[..rest.len().min(most)]));
    }

    fn refuse(stream: &mut TcpStream, head: &str) {
        let _ =
            stream.write_all(format!("HTTP/1.1 {head}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").as_bytes());
    }

    fn model() -> (Vec<u8>, String) {
        let mut file = b"GGUF".to_vec();
        file.extend((0..300_000_u32).map(|number| number.to_le_bytes()[1]));
        let digest = Sha256::digest(&file).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        (file, digest)
    }

    fn fetch(manager: &ModelManager, url: &str, digest: &str) -> Result<std::path::PathBuf, ModelError> {
        let mut done = 0;
        let model = manager.fetch_url(url, digest, &mut |progress| {
            assert!(progress.done <= progress.total);
            if progress.phase == Phase::Fetching {
                done = progress.done;
            }
        })?;
        Ok(model.path)
    }

    #[test]
    fn what_breaks_off_goes_on_where_it_was_and_is_fetched_once() {
        let (file, digest) = model();
        let whole = file.clone();
        let server = Server::new(Box::new(move |stream, _, from| send(stream, &whole, from, 100_000)));
        let cache = tempfile::tempdir().unwrap();
        let manager = ModelManager::new(cache.path());
        let url = server.url("/author/model/resolve/main/A-Model.Q8_0.gguf?download=true");
        let path = fetch(&manager, &url, &digest.to_uppercase()).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), file);
        assert!(path.ends_with("models/A-Model.Q8_0.gguf"), "{}", path.display());
        // Once for the length; then in pieces, each from where the one before it ended.
        let asked = server.asked();
        assert!(asked.len() >= 5 && asked[..2] == [None, None], "{asked:?}");
        assert!(asked[2..].is_sorted() && asked[2..].iter().all(|from| from.is_some_and(|from| from > 0)), "{asked:?}");
        assert_eq!(fetch(&manager, &url, &digest).unwrap(), path);
        assert_eq!(server.asked().len(), asked.len(), "it was here already");
        assert_eq!(manager.list().unwrap()[0].name, "a-model.q8_0");
    }

    #[test]
    fn a_server_that_knows_no_parts_sends_everything_again() {
        let (file, digest) = model();
        let whole = file.clone();
        let first = Mutex::new(2);
        let server = Server::new(Box::new(move |stream, _, _| {
            let mut first = first.lock().unwrap();
            let most = if *first > 0 { 50_000 } else { usize::MAX };
            *first -= i32::from(*first > 0);
            send(stream, &whole, None, most);
        }));
        let cache = tempfile::tempdir().unwrap();
        let path = fetch(&ModelManager::new(cache.path()), &server.url("/model.gguf"), &digest).unwrap();
        assert_eq!(std::fs::read(path).unwrap(), file);
    }

    #[test]
    fn a_file_that_lies_elsewhere_is_followed_and_one_that_is_another_is_refused() {
        let (file, digest) = model();
        let whole = file.clone();
        let store = Server::new(Box::new(move |stream, _, from| send(stream, &whole, from, usize::MAX)));
        let target = store.url("/blob");
        let hub = Server::new(Box::new(move |stream, _, _| {
            refuse(stream, &format!("302 Found\r\nlocation: {target}"));
        }));
        let cache = tempfile::tempdir().unwrap();
        let manager = ModelManager::new(cache.path());
        let error = fetch(&manager, &hub.url("/model.gguf"), &"00".repeat(32)).unwrap_err();
        assert!(error.is_digest_mismatch(), "{error}");
        assert!(manager.list().unwrap().is_empty());
        let path = fetch(&manager, &hub.url("/model.gguf"), &digest).unwrap();
        assert_eq!(std::fs::read(path).unwrap(), file);
    }

    #[test]
    fn what_a_server_does_not_give_is_said_without_secrets_in_the_address() {
        let server = Server::new(Box::new(|stream, path, _| match path {
            "/missing.gguf?key=hunter2" => refuse(stream, "404 Not Found"),
            "/private.gguf" => refuse(stream, "403 Forbidden"),
            "/broken.gguf" => refuse(stream, "503 Service Unavailable"),
            _ => refuse(stream, "302 Found\r\nlocation: http://example.org/model.gguf"),
        }));
        let cache = tempfile::tempdir().unwrap();
        let manager = ModelManager::new(cache.path());
        for (path, reason, temporary) in [
            ("/missing.gguf?key=hunter2", "no such file (404)", false),
            ("/private.gguf", "wants to know who asks", false),
            ("/broken.gguf", "status 503", true),
            // Not from an encrypted place, or from this machine, to one that anybody can read and change.
            ("/elsewhere.gguf", "status 302", false),
        ] {
            let error = fetch(&manager, &server.url(path), &"00".repeat(32)).unwrap_err();
            let text = error.to_string();
            assert!(text.contains(reason) && !text.contains("hunter2"), "{text}");
            assert_eq!(error.is_temporary(), temporary, "{text}");
        }
        let plain = fetch(&manager, "http://example.org/model.gguf", &"00".repeat(32)).unwrap_err();
        assert!(plain.to_string().contains("unencrypted"), "{plain}");
        let name = fetch(&manager, &server.url("/..%2Fmodel"), &"00".repeat(32)).unwrap_err();
        assert!(matches!(name, ModelError::InvalidName { .. }), "{name}");
    }

    #[tokio::test]
    async fn it_may_be_called_where_a_runtime_runs() {
        let (file, digest) = model();
        let whole = file.clone();
        let server = Server::new(Box::new(move |stream, _, from| send(stream, &whole, from, usize::MAX)));
        let cache = tempfile::tempdir().unwrap();
        fetch(&ModelManager::new(cache.path()), &server.url("/model.gguf"), &digest).unwrap();
    }
}
