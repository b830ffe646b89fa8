import Hummingbird
import HummingbirdCore
import WebServer

/// The last deliveries on the page of a webhook, which received them, or of a subscription, which was sent them; a button
/// does each of them once more.
struct DeliveryList: Sendable {
    let section: AdminSection
    let rows: [DeliveryRow]
    /// Asked before one is done once more; `nil` where that does no harm.
    var question: String?
    /// Whether a button does everything once more that did not arrive.
    var hasDead = false

    func content(_ visit: PageVisit) -> PageContent {
        let texts = "admin.\(section.rawValue).deliveries"
        return [
            "title": visit.text("\(texts).title"), "empty": visit.text("\(texts).empty"),
            "replay": visit.text("\(texts).replay"), "question": question ?? "", "hasDead": hasDead,
            "isOutgoing": rows.contains { $0.state != nil }, "isEmpty": rows.isEmpty,
            "rows": rows.map { $0.content(texts, visit) },
        ]
    }

    /// The delivery whose button was pressed.
    static func pressed(_ context: PageContext) throws -> Int64 {
        guard let delivery = context.parameters.get("delivery").flatMap({ Int64($0) }) else {
            throw Problem.unknownPath
        }
        return delivery
    }

    /// Back to the list, with what came of the button.
    static func back(to section: AdminSection, _ context: PageContext, notice: String) -> Response {
        let id = PageAddress.encoded(context.parameters.get("id") ?? "")
        return .redirect(to: "\(section.path)/\(id)?notice=\(notice)#deliveries", type: .normal)
    }
}
