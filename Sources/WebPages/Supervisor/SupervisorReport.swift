import Administration
import Foundation
import HelpDesk
import HummingbirdCore
import Spreadsheets

/// A report about the past: which entries its filters ask for, and how an entry is shown.
protocol SupervisorReport: Sendable {
    associatedtype Entry: Sendable
    /// Where a page of it begins; in addresses it stands as its description.
    associatedtype Cursor: Sendable, CustomStringConvertible

    /// Below `/supervisor`.
    static var path: String { get }
    static var template: PageTemplate { get }
    /// The key of its title among the texts.
    static var title: String { get }
    /// Of the table that people take along, without its ending.
    static var fileName: String { get }

    /// - Parameters:
    ///   - uri: has the filters; what makes no sense is passed over.
    ///   - scope: for whom, of what.
    /// - Throws: `Problem.forbidden` for somebody who may see nothing of it.
    init(_ uri: URI, _ scope: ReportScope) throws

    /// The filters besides the period as they stand in the page's address; `nil` for those that are not set.
    var filters: [(name: String, value: String?)] { get }
    /// The filters besides period and department for the page's form.
    var form: PageContent { get }
    var department: String? { get }
    /// The first entry of the page comes after this one; `nil` on the first page.
    var after: Cursor? { get }

    /// Newest first.
    func entries(
        of history: HistoryService, after: Cursor?, limit: Int
    ) async throws -> (entries: [Entry], next: Cursor?)

    /// For the page.
    func row(_ entry: Entry) -> PageContent
    /// Of the table that people take along.
    var columns: [SpreadsheetStyle.Column] { get }
    /// A cell for each of the columns.
    func cells(_ entry: Entry) -> [SpreadsheetCell]
}

/// For whom a report is made, and of what.
struct ReportScope: Sendable {
    let user: User
    let callCenter: CallCenter
    /// The id of the PBX of extensions that name none.
    let defaultPBX: String
    let language: PageLanguage
    let range: ReportPeriod.Range

    /// What the form of a filter offers: a name for each value.
    func choices(_ values: [String], chosen: String?, _ key: String) -> [PageContent] {
        PageChoices.of(values, chosen: chosen) { language.text("\(key).\($0)") }
    }
}
