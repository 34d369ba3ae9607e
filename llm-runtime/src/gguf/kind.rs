//! The types of values and of tensors, by GGUF's numbers for them.

/// The type of a single value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[cfg_attr(feature = "edge", expect(missing_docs, reason = "a name says its sign and its width in bits"))]
pub enum Scalar {
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    F32,
    Bool,
    U64,
    I64,
    F64,
}

/// GGUF's number for a text.
pub(crate) const TEXT: u32 = 8;
/// GGUF's number for an array.
pub(crate) const ARRAY: u32 = 9;

const SCALARS: [(u32, Scalar, u64); 11] = [
    (0, Scalar::U8, 1),
    (1, Scalar::I8, 1),
    (2, Scalar::U16, 2),
    (3, Scalar::I16, 2),
    (4, Scalar::U32, 4),
    (5, Scalar::I32, 4),
    (6, Scalar::F32, 4),
    (7, Scalar::Bool, 1),
    (10, Scalar::U64, 8),
    (11, Scalar::I64, 8),
    (12, Scalar::F64, 8),
];

impl Scalar {
    /// The type with this number.
    pub(crate) fn of(number: u32) -> Option<Self> {
        SCALARS.iter().find(|(found, ..)| *found == number).map(|(_, scalar, _)| *scalar)
    }

    fn row(self) -> (u32, u64) {
        SCALARS.iter().find(|(_, scalar, _)| *scalar == self).map_or((0, 1), |(number, _, bytes)| (*number, *bytes))
    }

    /// GGUF's number for the type.
    pub fn number(self) -> u32 {
        self.row().0
    }

    /// Bytes of one value.
    pub fn bytes(self) -> u64 {
        self.row().1
    }
}

/// The type of a tensor's elements, by ggml's number for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TensorKind(u32);

/// Elements of a block and its bytes, by number, as ggml lays them out.
const BLOCKS: [(u32, &str, u64, u64); 35] = [
    (0, "F32", 1, 4),
    (1, "F16", 1, 2),
    (2, "Q4_0", 32, 18),
    (3, "Q4_1", 32, 20),
    (6, "Q5_0", 32, 22),
    (7, "Q5_1", 32, 24),
    (8, "Q8_0", 32, 34),
    (9, "Q8_1", 32, 36),
    (10, "Q2_K", 256, 84),
    (11, "Q3_K", 256, 110),
    (12, "Q4_K", 256, 144),
    (13, "Q5_K", 256, 176),
    (14, "Q6_K", 256, 210),
    (15, "Q8_K", 256, 292),
    (16, "IQ2_XXS", 256, 66),
    (17, "IQ2_XS", 256, 74),
    (18, "IQ3_XXS", 256, 98),
    (19, "IQ1_S", 256, 50),
    (20, "IQ4_NL", 32, 18),
    (21, "IQ3_S", 256, 110),
    (22, "IQ2_S", 256, 82),
    (23, "IQ4_XS", 256, 136),
    (24, "I8", 1, 1),
    (25, "I16", 1, 2),
    (26, "I32", 1, 4),
    (27, "I64", 1, 8),
    (28, "F64", 1, 8),
    (29, "IQ1_M", 256, 56),
    (30, "BF16", 1, 2),
    (34, "TQ1_0", 256, 54),
    (35, "TQ2_0", 256, 66),
    (39, "MXFP4", 32, 17),
    (40, "NVFP4", 64, 36),
    (41, "Q1_0", 128, 18),
    (42, "Q2_0", 64, 18),
];

impl TensorKind {
    /// 32-bit floats.
    pub const F32: Self = Self(0);
    /// 16-bit floats.
    pub const F16: Self = Self(1);
    /// 32-bit integers.
    pub const I32: Self = Self(26);
    /// 16-bit floats with the exponent of 32-bit ones.
    pub const BF16: Self = Self(30);
    /// Blocks of 32 with 4 bits each.
    pub const Q4_0: Self = Self(2);
    /// Blocks of 32 with 4 bits each and an offset.
    pub const Q4_1: Self = Self(3);
    /// Blocks of 32 with 8 bits each.
    pub const Q8_0: Self = Self(8);

    /// The type with this number, if it is one that this build of llama.cpp reads.
    pub fn of(number: u32) -> Option<Self> {
        BLOCKS.iter().any(|(found, ..)| *found == number).then_some(Self(number))
    }

    /// ggml's number for the type.
    pub fn number(self) -> u32 {
        self.0
    }

    fn row(self) -> (&'static str, u64, u64) {
        BLOCKS
            .iter()
            .find(|(number, ..)| *number == self.0)
            .map_or(("?", 1, 1), |(_, name, block, bytes)| (*name, *block, *bytes))
    }

    /// ggml's name for the type.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// How many elements stand together; rows are multiples of it.
    pub fn block(self) -> u64 {
        self.row().1
    }

    /// The bytes of that many elements, which are whole blocks.
    pub fn bytes(self, elements: u64) -> u64 {
        let (_, block, bytes) = self.row();
        (elements / block).saturating_mul(bytes)
    }

    /// Whether llama.cpp can multiply by a matrix of this type: integers, doubles and the two types of its own
    /// intermediate results have no such product, and it would call a function that is not there.
    pub fn is_weight(self) -> bool {
        !matches!(self.0, 9 | 15 | 24..=28)
    }
}
