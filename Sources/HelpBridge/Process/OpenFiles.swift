import Glibc

/// Raises the limit of open files to the system's maximum: thousands of slow lookups need thousands of sockets.
enum OpenFiles {
    /// The minimum for serving.
    ///
    /// With fewer, a small call centre's pages use them up, and a process that cannot open files may end silently:
    /// libdispatch manages its threads with files of /proc.
    static let fewest = 512

    /// - Returns: the number of files that the process may now open.
    /// - Throws: `HelpBridgeError` if they are too few to serve.
    static func raiseLimit() throws -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return fewest }
        if limit.rlim_cur < limit.rlim_max {
            let lower = limit.rlim_cur
            limit.rlim_cur = limit.rlim_max
            // If this fails, the lower limit stays, which may still be enough.
            if setrlimit(resource, &limit) != 0 { limit.rlim_cur = lower }
        }
        return try enough(Int(clamping: limit.rlim_cur))
    }

    static func enough(_ files: Int) throws -> Int {
        guard files >= fewest else {
            throw HelpBridgeError.configuration(
                "the process may have \(files) files open at once, and needs \(fewest) to serve: raise the hard limit"
                    + " (LimitNOFILE of a systemd service, ulimit -Hn of a shell, --ulimit nofile of a container)")
        }
        return files
    }
}
