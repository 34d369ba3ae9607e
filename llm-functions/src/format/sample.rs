//! Texts of each format. All of them are in reserved ranges: no host here belongs to anybody.

use super::{Format, time};

pub(super) fn sample(format: Format, choose: &mut dyn FnMut(u32) -> u32) -> String {
    let mut below = |n: u32| choose(n) % n;
    match format {
        Format::DateTime => format!("{}T{}", date(&mut below), time_of_day(&mut below)),
        Format::Date => date(&mut below),
        Format::Time => time_of_day(&mut below),
        Format::Duration => duration(&mut below),
        Format::Email => format!("{}@{}", word(&mut below), host(&mut below)),
        Format::Hostname => host(&mut below),
        Format::Ipv4 => format!("192.0.2.{}", below(256)),
        Format::Ipv6 => match below(3) {
            0 => format!("2001:db8::{:x}", below(0x1_0000)),
            1 => format!("2001:db8:{:x}:{:x}:{:x}:0:0:1", below(0x1_0000), below(0x1_0000), below(0x1_0000)),
            _ => format!("::ffff:192.0.2.{}", below(256)),
        },
        Format::Uri => uri(&mut below),
        Format::UriReference => match below(3) {
            0 => format!("/{}", word(&mut below)),
            1 => format!("{}?{}#{}", word(&mut below), word(&mut below), word(&mut below)),
            _ => uri(&mut below),
        },
        Format::UriTemplate => match below(3) {
            0 => format!("/{}/{{{}}}", word(&mut below), word(&mut below)),
            1 => format!("/{}{{?{},{}*}}", word(&mut below), word(&mut below), word(&mut below)),
            _ => uri(&mut below),
        },
        Format::JsonPointer => pointer(&mut below),
        Format::RelativeJsonPointer => format!("{}{}", below(4), pointer(&mut below)),
        Format::Uuid => uuid(&mut below),
        Format::Byte => base64(&mut below),
    }
}

fn date(below: &mut dyn FnMut(u32) -> u32) -> String {
    let (year, month) = (2000 + below(100), 1 + below(12));
    format!("{year}-{month:02}-{:02}", 1 + below(time::days(year, month)))
}

fn time_of_day(below: &mut dyn FnMut(u32) -> u32) -> String {
    let time = format!("{:02}:{:02}:{:02}", below(24), below(60), below(60));
    let fraction = if below(4) == 1 { format!(".{:03}", below(1_000)) } else { String::new() };
    let offset = match below(4) {
        1 => format!("+{:02}:{:02}", below(15), 15 * below(4)),
        2 => format!("-{:02}:00", below(12)),
        _ => "Z".to_owned(),
    };
    format!("{time}{fraction}{offset}")
}

fn duration(below: &mut dyn FnMut(u32) -> u32) -> String {
    match below(5) {
        0 => format!("PT{}M", below(600)),
        1 => format!("PT{}H{}M{}S", below(24), below(60), below(60)),
        2 => format!("P{}DT{}H", below(30), below(24)),
        3 => format!("P{}Y{}M", below(100), below(12)),
        _ => format!("P{}W", below(52)),
    }
}

fn pointer(below: &mut dyn FnMut(u32) -> u32) -> String {
    (0..=below(3)).map(|_| format!("/{}", word(below))).collect::<Vec<_>>().concat()
}

fn uri(below: &mut dyn FnMut(u32) -> u32) -> String {
    match below(4) {
        0 => format!("https://{}/{}", host(below), word(below)),
        1 => format!("https://{}/{}?{}=%20{}", host(below), word(below), word(below), word(below)),
        2 => format!("http://[2001:db8::{:x}]:{}/", below(0x1_0000), 1 + below(65_535)),
        _ => format!("urn:{}:{}", word(below), word(below)),
    }
}

fn host(below: &mut dyn FnMut(u32) -> u32) -> String {
    let domain = ["example.com", "example.org", "test"][below(3) as usize % 3];
    if below(2) == 0 { domain.to_owned() } else { format!("{}.{domain}", word(below)) }
}

fn word(below: &mut dyn FnMut(u32) -> u32) -> String {
    (0..3 + below(6)).map(|_| char::from(b'a' + u8::try_from(below(26)).unwrap_or(0))).collect()
}

/// Of version 4 and RFC 4122's variant, because some readers take no other.
fn uuid(below: &mut dyn FnMut(u32) -> u32) -> String {
    let shape = "xxxxxxxx-xxxx-4xxx-Vxxx-xxxxxxxxxxxx";
    shape
        .chars()
        .map(|c| match c {
            'x' => char::from_digit(below(16), 16).unwrap_or('0'),
            'V' => ['8', '9', 'a', 'b'][below(4) as usize % 4],
            fixed => fixed,
        })
        .collect()
}

fn base64(below: &mut dyn FnMut(u32) -> u32) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text: String = (0..4 * below(6)).map(|_| char::from(DIGITS[below(64) as usize % 64])).collect();
    text.push_str(["", "aA==", "aGk="][below(3) as usize % 3]);
    text
}
