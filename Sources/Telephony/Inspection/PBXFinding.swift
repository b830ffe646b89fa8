/// The result of one check of a PBX.
public struct PBXFinding: Sendable, Equatable {
    /// The severity of a finding.
    public enum Grade: String, Sendable, Codable {
        case good
        /// It may be intentional.
        case note
        /// Calls will fail.
        case fault
    }

    public var grade: Grade
    /// The description of the finding.
    public var what: String
    /// The remedy; `nil` if nothing has to be done.
    public var remedy: String?

    public init(_ grade: Grade, _ what: String, remedy: String? = nil) {
        self.grade = grade
        self.what = what
        self.remedy = remedy
    }
}
