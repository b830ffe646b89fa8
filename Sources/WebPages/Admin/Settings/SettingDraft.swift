import Administration
import LocatedYAML
import WebServer

/// The form of one setting as filled in, whether or not it can be stored.
protocol SettingDraft: Sendable {
    static var kind: SettingKind { get }
    /// The template of the form.
    static var template: PageTemplate { get }
    /// The modules that enhance the form.
    static var scripts: [PageScript] { get }
    /// Whether the form has passwords, secrets or files, which are not kept when a session ends.
    static var hasUnkeptFields: Bool { get }

    /// The part that cannot change once it is stored: an id, an extension, a code.
    var id: String { get set }
    /// The name for people.
    var name: String { get }

    init(stored: LocatedValue)
    init(_ form: PageForm)

    /// Returns the initial content of a copy, which is not stored yet; `nil` if copying makes no sense.
    func copy(in services: PageServices, for visit: PageVisit) -> Self?
    /// Performs the action of a button that stores nothing, such as `up:2` or `add`.
    mutating func perform(_ action: String)
    /// Fills in what the form leaves to the bridge, and stores the files that were uploaded with it.
    ///
    /// - Returns: the reasons why something could not be stored.
    mutating func complete(
        _ form: PageForm, isNew: Bool, in services: PageServices, for visit: PageVisit
    ) async throws -> [LocatedProblem]
    /// Runs follow-up work after the setting has been stored.
    ///
    /// - Throws: `AdministrationError.invalid` with the faults of the form, or another case.
    func follow(in services: PageServices, by author: String) async throws(AdministrationError)
    /// Returns the content to store.
    ///
    /// - Parameter stored: the stored content; whatever the form does not show is kept from it.
    func content(over stored: LocatedValue?) -> LocatedValue
    /// Returns the content of the template.
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
