import HelpDesk

extension PBXFinding {
    /// Checks that the PBX lists its phones, so that they can be chosen.
    static func extensions(
        _ list: () async throws(PBXError) -> [PBXExtension], remedy: String
    ) async -> PBXFinding {
        do throws(PBXError) {
            let count = try await list().count
            return PBXFinding(.good, "the PBX lists its phones and trunks (\(count)) for those who set up operators")
        } catch {
            return PBXFinding(.note, "the PBX does not list its phones, which are typed then: \(error)", remedy: remedy)
        }
    }
}
