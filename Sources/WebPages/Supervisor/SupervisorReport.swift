import Administration
import Foundation
import HelpDesk
import HummingbirdCore
import Spreadsheets

/// A report about the past: the entries that its filters select, and how an entry is shown.
protocol SupervisorReport: Sendable {
    associatedtype Entry: Sendable
    /// The position at which a page begins; addresses contain its description.
    associatedtype Cursor: Sendable, CustomStringConvertible

    /// The path below `/supervisor`.
    static var path: String { get }
    static var template: PageTemplate { get }
    /// The key of the title in the texts.
    static var title: String { get }
    /// The name of the downloaded table, without its ending.
    static var fileName: String { get }

    /// - Parameters:
    ///   - uri: the address with the filters; invalid ones are ignored.
    ///   - scope: the user and the data of the report.
    /// - Throws: `Problem.forbidden` if the user may see nothing of the report.
    init(_ uri: URI, _ scope: ReportScope) throws

    /// The filters other than the period, as in the page's address; `nil` for those that are not set.
    var filters: [(name: String, value: String?)] { get }
    /// The filters other than period and department, for the page's form.
    var form: PageContent { get }
    var department: String? { get }
    /// The cursor after which the page begins; `nil` for the first page.
    var after: Cursor? { get }

    /// Returns the entries, newest first.
    func entries(
        of history: HistoryService, after: Cursor?, limit: Int
    ) async throws -> (entries: [Entry], next: Cursor?)

    /// Returns the content of an entry for the page.
    func row(_ entry: Entry) -> PageContent
    /// The columns of the downloaded table.
    var columns: [SpreadsheetStyle.Column] { get }
    /// Returns an entry's cell for each of the columns.
    func cells(_ entry: Entry) -> [SpreadsheetCell]
}

/// The user and the data of a report.
struct ReportScope: Sendable {
    let user: User
    let callCenter: CallCenter
    /// The id of the PBX of extensions that name none.
    let defaultPBX: String
    let language: PageLanguage
    let range: ReportPeriod.Range

    /// Returns the options of a filter, with a name for each value.
    func choices(_ values: [String], chosen: String?, _ key: String) -> [PageContent] {
        PageChoices.of(values, chosen: chosen) { language.text("\(key).\($0)") }
    }
}
