extension String {
    /// Between the marks LRI and PDI (Unicode Standard Annex #9), so that a code such as `*5003` stays in its order among
    /// right-to-left words where no element can be put around it.
    var leftToRight: String { "\u{2066}\(self)\u{2069}" }

    /// An extension among words that may be right-to-left: digits alone stay in their order, but not with a plus or a
    /// PBX beside them.
    var dialled: String { utf8.allSatisfy { (0x30...0x39).contains($0) } ? self : leftToRight }

    /// Between the marks FSI and PDI, so that a name keeps its own direction and leaves that of what is around it.
    var isolated: String { "\u{2068}\(self)\u{2069}" }
}
