import Glibc

/// Lets the process have as many connections as the system allows: thousands of slow lookups are thousands of sockets.
enum OpenFiles {
    /// With fewer a small call centre's pages use them up, and a process that cannot open a file any more may end
    /// without a word: libdispatch looks after its threads by files of /proc.
    static let fewest = 512

    /// - Returns: how many files the process may have open from now on.
    /// - Throws: `HelpBridgeError` where they are too few to serve with.
    static func raiseLimit() throws -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return fewest }
        if limit.rlim_cur < limit.rlim_max {
            let lower = limit.rlim_cur
            limit.rlim_cur = limit.rlim_max
            // A refusal leaves the lower limit, which may still be a working one.
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
