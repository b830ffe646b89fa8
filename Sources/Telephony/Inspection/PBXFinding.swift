/// One thing that was looked at on a PBX, and how it stands.
public struct PBXFinding: Sendable, Equatable {
    /// How much it matters.
    public enum Grade: String, Sendable, Codable {
        case good
        /// It may be meant so.
        case note
        /// Calls will fail.
        case fault
    }

    public var grade: Grade
    /// What is so.
    public var what: String
    /// What to do about it; `nil` where nothing is to be done.
    public var remedy: String?

    public init(_ grade: Grade, _ what: String, remedy: String? = nil) {
        self.grade = grade
        self.what = what
        self.remedy = remedy
    }
}
