extension String {
    /// The text as both databases can store it: a NUL, which people do not type, would end a text in SQLite, and
    /// PostgreSQL rejects it.
    package var storable: String { utf8.contains(0) ? replacing("\0", with: "\u{FFFD}") : self }
}
