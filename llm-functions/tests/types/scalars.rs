use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use crate::comes_back;

macro_rules! integers {
    ($($integer:ident),*) => {$(
        mod $integer {
            use super::*;
            proptest! {
                #![proptest_config(crate::config())]

                #[test]
                fn comes_back(value in any::<$integer>()) {
                    super::comes_back(&value)?;
                    if let Some(value) = NonZero::new(value) {
                        super::comes_back(&value)?;
                    }
                }
            }

            #[test]
            fn its_ends_come_back() {
                for value in [$integer::MIN, $integer::MAX] {
                    super::comes_back(&value).unwrap();
                }
            }
        }
    )*};
}
integers!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

const LEAST: i128 = i64::MIN as i128;
const GREATEST: i128 = u64::MAX as i128;

/// Up to the longest that has JSON.
fn duration() -> impl Strategy<Value = Duration> {
    let seconds = prop_oneof![0_u64..200_000, 0_u64..9_999_999_999 * 86_400];
    let nanoseconds =
        prop_oneof![Just(0_u32), 0_u32..1_000_000_000, (0_u32..1_000).prop_map(|millis| millis * 1_000_000)];
    (seconds, nanoseconds).prop_map(|(seconds, nanoseconds)| Duration::new(seconds, nanoseconds))
}

proptest! {
    #![proptest_config(crate::config())]

    #[test]
    fn wide_integers_come_back(signed in LEAST..=GREATEST, unsigned in 0..=GREATEST.cast_unsigned()) {
        comes_back(&signed)?;
        comes_back(&unsigned)?;
        if let (Some(signed), Some(unsigned)) = (NonZero::new(signed), NonZero::new(unsigned)) {
            comes_back(&signed)?;
            comes_back(&unsigned)?;
        }
    }

    #[test]
    fn floats_and_booleans_come_back(double: f64, single: f32, boolean: bool) {
        comes_back(&double)?;
        comes_back(&single)?;
        comes_back(&boolean)?;
    }

    #[test]
    fn texts_come_back(text: String, character: char) {
        comes_back(&text)?;
        comes_back::<Box<str>>(&text.as_str().into())?;
        comes_back::<Arc<str>>(&text.as_str().into())?;
        comes_back::<Cow<'static, str>>(&text.into())?;
        comes_back(&character)?;
    }

    #[test]
    fn addresses_come_back(address: IpAddr, four: Ipv4Addr, six: Ipv6Addr) {
        comes_back(&address)?;
        comes_back(&four)?;
        comes_back(&six)?;
    }

    #[test]
    fn durations_come_back(duration in duration()) {
        comes_back(&duration)?;
    }

    #[test]
    fn options_and_pointers_come_back(value: Option<u8>, text: String) {
        comes_back(&value)?;
        comes_back(&Box::new(value))?;
        comes_back(&value.map(Box::new))?;
        comes_back(&Arc::new(text))?;
    }
}
