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
    /// Whether the form has passwords, secrets or files, which are not kept for when a session is over.
    static var hasUnkeptFields: Bool { get }

    /// What cannot be changed once it is stored: an id, an extension, a code.
    var id: String { get set }
    /// For people.
    var name: String { get }

    init(stored: LocatedValue)
    init(_ form: PageForm)

    /// What another one like this begins with, until somebody has stored it; `nil` where a copy is of no use.
    func copy(in services: PageServices, for visit: PageVisit) -> Self?
    /// What a button of the form does that stores nothing, such as `up:2` or `add`.
    mutating func perform(_ action: String)
    /// Puts in what the form leaves to us, and stores the files that came along with it.
    ///
    /// - Returns: why something could not be stored.
    mutating func complete(
        _ form: PageForm, isNew: Bool, in services: PageServices, for visit: PageVisit
    ) async throws -> [LocatedProblem]
    /// Does what goes along with the setting, once that is stored.
    ///
    /// - Throws: `AdministrationError.invalid` with the faults of the form, and others.
    func follow(in services: PageServices, by author: String) async throws(AdministrationError)
    /// As it is to be stored.
    ///
    /// - Parameter stored: what is there; what the form does not show is kept.
    func content(over stored: LocatedValue?) -> LocatedValue
    /// For the template.
    func fields(_ writer: inout FieldWriter, isNew: Bool, services: PageServices) async throws -> PageContent
}

extension SettingDraft {
    static var scripts: [PageScript] { [] }
    static var hasUnkeptFields: Bool { true }

    func copy(in services: PageServices, for visit: PageVisit) -> Self? { nil }

    mutating func perform(_ action: String) {}

    mutating func complete(
        _ form: PageForm, isNew: Bool, in services: PageServices, for visit: PageVisit
    ) async throws -> [LocatedProblem] { [] }

    func follow(in services: PageServices, by author: String) async throws(AdministrationError) {}
}
