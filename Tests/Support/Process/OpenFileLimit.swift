import Glibc

/// Lets this process, which plays both the CRM and the clients, have as many connections as it needs.
public enum OpenFileLimit {
    public struct Failure: Error {
        var wanted: Int
        var possible: Int
    }

    /// - Throws: ``Failure`` when the system does not allow that many.
    public static func raise(to wanted: Int) throws {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return }
        guard limit.rlim_max >= rlim_t(wanted) else {
            throw Failure(wanted: wanted, possible: Int(clamping: limit.rlim_max))
        }
        limit.rlim_cur = max(limit.rlim_cur, rlim_t(wanted))
        guard setrlimit(resource, &limit) == 0 else { throw Failure(wanted: wanted, possible: Int(limit.rlim_cur)) }
    }
}
