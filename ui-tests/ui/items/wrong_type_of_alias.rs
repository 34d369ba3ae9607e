use llm_functions::LlmFunction;

type Level = u8;
type Levels = Vec<Level>;
type Grid = Vec<Levels>;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// The items of an alias.
    #[parameter(items(min_length = 1, maximum = 300))]
    levels: Levels,
    /// An alias as the item.
    #[parameter(items(pattern = "a", one_of = ["a"]))]
    list: Vec<Level>,
    /// Items of items.
    #[parameter(items(max_items = 3, items(maximum = 256, items(minimum = 1))))]
    grid: Grid,
    /// No list at all.
    #[parameter(items(items(minimum = 1)))]
    level: Level,
}

fn main() {}
