/// The release of an Asterisk.
struct AsteriskRelease: Equatable {
    var major: Int
    var minor: Int

    /// - Parameter version: `22.10.1~dfsg`, `Asterisk 16.28.0`, `certified/20.7-cert4`; fails without two numbers.
    init?(_ version: String) {
        guard let match = version.firstMatch(of: /([0-9]{1,3})\.([0-9]{1,4})/), let major = Int(match.1),
            let minor = Int(match.2)
        else { return nil }
        self.major = major
        self.minor = minor
    }

    /// Whether an operator hears a whisper while they are sent nothing else: since 20.21, 22.11 and 23.5 (the release
    /// notes of 22.11.0, «Allow whisper audiohooks to work without an underlying stream»).
    var whispersIntoSilence: Bool {
        switch major {
        case 20: minor >= 21
        case 22: minor >= 11
        case 23: minor >= 5
        default: major >= 24
        }
    }
}
