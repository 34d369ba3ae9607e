//! Schema and decoder of every type agree, on values that are fabricated from the schema.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use llm_functions::json::Json;
use llm_functions::testing::assert_type_agrees;

macro_rules! agree {
    ($($(#[$attribute:meta])* $name:ident: $($ty:ty),*;)*) => {$(
        $(#[$attribute])*
        #[test]
        fn $name() {
            $(assert_type_agrees::<$ty>();)*
        }
    )*};
}
agree! {
    integers: i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize;
    integers_that_are_not_zero: NonZero<i8>, NonZero<i64>, NonZero<i128>, NonZero<u8>, NonZero<u64>, NonZero<u128>;
    other_scalars: bool, f32, f64, char, String, Box<str>, Arc<str>, Cow<'static, str>;
    texts: Duration, Ipv4Addr, Ipv6Addr, IpAddr;
    pointers: Option<u8>, Box<u8>, Arc<String>, Option<Box<char>>;
    lists: Vec<u8>, VecDeque<char>, Box<[bool]>, [i8; 3], [[u8; 2]; 2], Vec<Option<String>>;
    sets: HashSet<u8>, BTreeSet<String>, HashSet<Option<char>>, BTreeSet<Duration>, HashSet<IpAddr>;
    maps: HashMap<String, u8>, BTreeMap<Cow<'static, str>, Vec<char>>, HashMap<Box<str>, HashMap<Arc<str>, bool>>;
    any: Vec<Json>, Vec<serde_json::Value>, serde_json::Map<String, serde_json::Value>;
    #[cfg(feature = "chrono")]
    of_chrono: chrono::NaiveDate, chrono::NaiveTime, chrono::NaiveDateTime, chrono::DateTime<chrono::Utc>,
        chrono::DateTime<chrono::FixedOffset>, chrono::TimeDelta, HashSet<chrono::DateTime<chrono::Utc>>;
    #[cfg(feature = "jiff")]
    of_jiff: jiff::civil::Date, jiff::civil::Time, jiff::civil::DateTime, jiff::Timestamp, jiff::SignedDuration,
        jiff::Span, BTreeMap<String, jiff::Timestamp>;
    #[cfg(feature = "uuid")]
    of_uuid: uuid::Uuid, HashSet<uuid::Uuid>;
    #[cfg(feature = "url")]
    of_url: url::Url, Option<url::Url>;
    #[cfg(feature = "rust_decimal")]
    of_rust_decimal: rust_decimal::Decimal, BTreeSet<rust_decimal::Decimal>;
}
