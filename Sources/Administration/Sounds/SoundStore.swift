public import HelpDesk

/// Keeps the recordings that were uploaded.
public protocol SoundStore: SoundSource {
    /// By id.
    func sounds() async throws -> [Sound]
    /// - Returns: `nil` when there is none.
    func sound(_ id: String) async throws -> Sound?
    /// Keeps a new sound; returns once it is on disk.
    ///
    /// - Throws: `AdministrationError.exists`.
    func add(_ sound: Sound, audio: SoundAudio) async throws
    /// Puts a sound in the place of the one with its id, whose creation date it keeps and whose revision it raises.
    ///
    /// - Parameters:
    ///   - sound: the new description.
    ///   - audio: the new sound; `nil` leaves it.
    ///   - revision: the revision that is to be replaced; `nil` replaces any.
    /// - Returns: the sound as it is now.
    /// - Throws: `AdministrationError.unknown`, `AdministrationError.changed`.
    func replace(_ sound: Sound, audio: SoundAudio?, ifRevision revision: Int?) async throws -> Sound
    /// Removes a sound.
    ///
    /// - Parameter revision: the revision that is to be removed; `nil` removes any.
    /// - Throws: `AdministrationError.unknown`, `changed`, and `inUse` when a route names it.
    func remove(_ id: String, ifRevision revision: Int?) async throws
}
