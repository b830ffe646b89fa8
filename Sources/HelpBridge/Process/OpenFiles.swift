import Glibc

/// Lets the process have as many connections as the system allows: thousands of slow lookups are thousands of sockets.
enum OpenFiles {
    static func raiseLimit() {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        // A refusal leaves the lower limit, which is still a working one.
        _ = setrlimit(resource, &limit)
    }
}
