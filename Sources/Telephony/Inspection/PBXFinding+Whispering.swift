extension PBXFinding {
    /// Returns the limitation of a release for operators whose customers send no sound.
    ///
    /// - Parameter version: the version as Asterisk reports it.
    /// - Returns: `nil` if there is no limitation, or if the version is not recognized.
    static func whispering(_ version: String) -> PBXFinding? {
        guard let release = AsteriskRelease(version), !release.whispersIntoSilence else { return nil }
        return PBXFinding(
            .note,
            "a manager who whispers is heard only while the customer sends sound: where none comes, as from some who are"
                + " muted, operator and manager get a call of their own",
            remedy: "update to Asterisk 20.21, 22.11 or 23.5, where the whisper is heard all the same")
    }
}
