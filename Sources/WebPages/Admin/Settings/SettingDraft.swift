import Administration
import LocatedYAML
import WebServer

/// What is filled in about one setting, whether it could be stored or not.
protocol SettingDraft: Sendable {
    static var kind: SettingKind { get }
    /// Of the form.
    static var template: PageTemplate { get }
    /// The modules that improve it.
    static var scripts: [PageScript] { get }

    /// What cannot be changed once it is stored: an id, an extension, a code.
    var id: String { get set }
    /// For people.
    var name: String { get }

    init(stored: LocatedValue)
    init(_ form: PageForm)

    /// What a button of the form does that stores nothing, such as `up:2` or `add`.
    mutating func perform(_ action: String)
    /// Puts in what the form leaves to us, and stores the files that came along with it.
    ///
    /// - Returns: why something could not be stored.
    mutating func complete(
        _ form: PageForm, isNew: Bool, in services: PageServices, for visit: PageVisit
    ) async throws -> [LocatedProblem]
    /// As it is to be stored.
    ///
    /// - Parameter stored: what is there; what the form does not show is kept.
    func content(over stored: LocatedValue?) -> LocatedValue
    /// For the template.
    func fields(_ writer: inout FieldWriter, isNew: Bool, services: PageServices) async throws -> PageContent
}

extension SettingDraft {
    static var scripts: [PageScript] { [] }

    mutating func perform(_ action: String) {}

    mutating func complete(
        _ form: PageForm, isNew: Bool, in services: PageServices, for visit: PageVisit
    ) async throws -> [LocatedProblem] { [] }
}
