use llm_functions::ParameterType;

#[derive(ParameterType)]
enum Place {
    At {
        #[parameter(minimum = 90, maximum = -90)]
        latitude: f64,
        #[parameter(minimun = 1)]
        level: u8,
        #[parameter(default = 300, maximum = 90)]
        room: u8,
    },
    Named(&'static str),
    Pair((u8, u8)),
}

struct Unknown;

#[derive(ParameterType)]
enum Thing {
    Known(u8),
    Other(Unknown),
}

fn main() {}
