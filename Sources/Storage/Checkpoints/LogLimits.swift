/// How long SQLite's write-ahead log may become, in pages of 4 KiB where nothing else is said.
struct LogLimits: Sendable {
    /// So much is copied at a time. Measured: with fewer pages, those that many commits change are copied more often.
    var step = 2_000
    /// From this length on it has to begin anew. Under constant writing it never does so by itself, since there is
    /// always something that has not been copied yet.
    var longest = 8_000
    /// To how many bytes the file shrinks when it begins anew, after a read that took long has made it longer. It is
    /// more than the log has otherwise: a file that does not change its size is written faster.
    var fileSize = 64 << 20
}
