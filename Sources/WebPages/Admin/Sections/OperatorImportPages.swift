import Administration
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import Logging
import WebEncoding
import WebServer

/// `/admin/operators/import`: a list from a spreadsheet, checked line by line before anything is stored.
struct OperatorImportPages: Sendable {
    let services: PageServices
    let renderer: PageRenderer

    func add(to group: RouterGroup<PageContext>) {
        group.get(use: ask)
        group.post(use: store)
    }

    @Sendable
    private func ask(_ request: Request, context: PageContext) async throws -> Response {
        page([:], context)
    }

    /// Shows a preview of the list first, and stores the list once that is confirmed.
    @Sendable
    private func store(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        guard let text = Self.text(of: context.form) else {
            return page(["isUnreadable": true], context, status: .unprocessableContent)
        }
        let list = OperatorImport(
            text, columnNames: .init(languages: renderer.folder.languages.all), visit: visit,
            settings: services.settings)
        guard !list.isTooLong else {
            let words = visit.language.text("admin.operators.import.tooLong", count: OperatorImport.maximumLines)
            return page(["tooLong": words, "list": text], context, status: .unprocessableContent)
        }
        let good = list.contents(over: services.settings)
        guard !list.lines.isEmpty else {
            return page(["isNothing": true, "list": text], context, status: .unprocessableContent)
        }
        if context.form.has("confirmed"), !good.isEmpty {
            do throws(AdministrationError) {
                try await services.settings.put(.operator, all: good, by: context.user.author)
                return .redirect(to: "/admin/operators?notice=imported", type: .normal)
            } catch {
                // The settings changed after the preview, which is shown again.
                guard case .invalid = error else { throw Problem(error, logger: context.logger) }
            }
        }
        let wrong = list.lines.count { if case .wrong = $0.verdict { true } else { false } }
        let content: PageContent = [
            "isPreview": true, "list": text, "rows": list.lines.map { row($0, visit) },
            "canImport": !good.isEmpty,
            "summary": visit.language.text("admin.operators.import.ready", count: good.count),
            "button": visit.language.text("admin.operators.import.button", count: good.count),
            "unknownColumns": list.unknownColumns.joined(separator: visit.text("layout.listSeparator")),
            "hasWrong": wrong > 0, "wrong": visit.language.text("admin.operators.import.wrong", count: wrong),
        ]
        return page(content, context)
    }

    /// - Returns: `nil` for a file that is not text, such as a workbook.
    private static func text(of form: PageForm) -> String? {
        // A browser sends an empty file if none was chosen.
        guard let file = form.files["file"], !file.bytes.isEmpty else { return form.value("list") ?? "" }
        let limit = file.bytes.count * 4
        guard let bytes = try? CharacterEncoding.utf8(guessing: file.bytes, upTo: limit),
            !bytes.contains(where: { $0 < 0x20 && ![0x09, 0x0A, 0x0D].contains($0) })
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func row(_ line: OperatorImport.Line, _ visit: PageVisit) -> PageContent {
        let (word, tone, reasons): (String, String, [String]) =
            switch line.verdict {
            case .new: ("new", "good", [])
            case .changed: ("changed", "busy", [])
            case .same: ("same", "plain", [])
            case .wrong(let reasons): ("wrong", "bad", reasons)
            }
        let differences = line.verdict == .changed ? differences(line, visit) : []
        return [
            "number": visit.language.dates.number(line.number), "extension": line.draft.id,
            "operatorName": line.draft.name,
            "department": departmentName(line.draft.department),
            "hasDifferences": !differences.isEmpty, "differences": differences,
            "verdict": visit.text("admin.operators.import.verdicts.\(word)"),
            "tone": tone, "reasons": reasons.joined(separator: " "),
        ]
    }

    private func departmentName(_ id: String) -> String {
        services.callCenter.current.departments[id]?.name ?? id
    }

    /// Returns what a line would change in the stored operator.
    private func differences(_ line: OperatorImport.Line, _ visit: PageVisit) -> [PageContent] {
        guard let stored = line.stored else { return [] }
        let fields: [(column: OperatorColumn, text: (OperatorDraft) -> String)] = [
            (.name, \.name), (.department, { departmentName($0.department) }), (.email, \.email), (.crmID, \.crmId),
        ]
        return fields.filter { $0.text(stored) != $0.text(line.draft) }.map { column, text in
            let difference = SettingDifference(
                field: column.rawValue, before: text(stored), after: text(line.draft))
            return DifferenceRow(difference: difference, kind: SettingKind.operator.rawValue, language: visit.language)
                .content
        }
    }

    private func page(
        _ content: PageContent, _ context: PageContext, status: HTTPResponse.Status = .ok
    ) -> Response {
        renderer.page(
            .operatorImport, title: context.visit.text("admin.operators.import.title"), content,
            for: context.visit, status: status, scripts: [.files])
    }
}
