extension String {
    /// Between the marks LRI and PDI (Unicode Standard Annex #9), so that a code such as `*5003` stays in its order among
    /// right-to-left words where no element can be put around it.
    var leftToRight: String { "\u{2066}\(self)\u{2069}" }
}
