extension String {
    /// As both databases have it: a NUL, which people do not write, would end a text of SQLite's, and PostgreSQL takes
    /// none.
    package var storable: String { utf8.contains(0) ? replacing("\0", with: "\u{FFFD}") : self }
}
