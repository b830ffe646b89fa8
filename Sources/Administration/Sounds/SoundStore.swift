public import HelpDesk

/// A store of the uploaded recordings.
public protocol SoundStore: SoundSource {
    /// Returns the sounds, by id.
    func sounds() async throws -> [Sound]
    /// - Returns: `nil` if there is none.
    func sound(_ id: String) async throws -> Sound?
    /// Stores a new sound; returns once it is on disk.
    ///
    /// - Throws: `AdministrationError.exists`.
    func add(_ sound: Sound, audio: SoundAudio) async throws
    /// Replaces the sound with the same id, keeping its creation date and raising its revision.
    ///
    /// - Parameters:
    ///   - sound: the new description.
    ///   - audio: the new sound; `nil` keeps the old one.
    ///   - revision: the revision to replace; `nil` replaces any.
    /// - Returns: the sound as it is now.
    /// - Throws: `AdministrationError.unknown`, `AdministrationError.changed`.
    func replace(_ sound: Sound, audio: SoundAudio?, ifRevision revision: Int?) async throws -> Sound
    /// Removes a sound.
    ///
    /// - Parameter revision: the revision to remove; `nil` removes any.
    /// - Throws: `AdministrationError.unknown`, `changed`, and `inUse` if a route names it.
    func remove(_ id: String, ifRevision revision: Int?) async throws
}
