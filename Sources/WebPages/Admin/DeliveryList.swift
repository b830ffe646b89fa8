import Hummingbird
import HummingbirdCore
import WebServer

/// The latest deliveries on the page of a webhook, which received them, or of a subscription, which was sent them.
///
/// A button repeats each of them.
struct DeliveryList: Sendable {
    let section: AdminSection
    let rows: [DeliveryRow]
    /// The confirmation question for repeating a delivery; `nil` if repeating does no harm.
    var question: String?
    /// Whether to show a button that repeats all deliveries that did not arrive.
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

    /// Returns the delivery whose button was pressed.
    static func pressed(_ context: PageContext) throws -> Int64 {
        guard let delivery = context.parameters.get("delivery").flatMap({ Int64($0) }) else {
            throw Problem.unknownPath
        }
        return delivery
    }

    /// Redirects to the list, with a notice of the button's result.
    static func back(to section: AdminSection, _ context: PageContext, notice: String) -> Response {
        let id = PageAddress.encoded(context.parameters.get("id") ?? "")
        return .redirect(to: "\(section.path)/\(id)?notice=\(notice)#deliveries", type: .normal)
    }
}
