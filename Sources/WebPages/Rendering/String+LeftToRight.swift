extension String {
    /// The text between the marks LRI and PDI (Unicode Standard Annex #9).
    ///
    /// A code such as `*5003` then keeps its order among right-to-left words where no element can enclose it.
    var leftToRight: String { "\u{2066}\(self)\u{2069}" }

    /// An extension for a place among words that may be right-to-left.
    ///
    /// Digits alone keep their order, but not with a plus or a PBX next to them.
    var dialled: String { utf8.allSatisfy { (0x30...0x39).contains($0) } ? self : leftToRight }

    /// The text between the marks FSI and PDI, so that a name keeps its own direction and does not affect its context.
    var isolated: String { "\u{2068}\(self)\u{2069}" }
}
