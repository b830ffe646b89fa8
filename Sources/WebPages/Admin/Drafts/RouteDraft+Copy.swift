import Administration
import HelpDesk
import WebServer

extension RouteDraft {
    private static let maximumCodeLength = 16
    private static let maximumNameLength = 200

    /// Returns a copy with an unused name and code.
    ///
    /// Operators cannot dial the copy until it has been checked and stored.
    func copy(in services: PageServices, for visit: PageVisit) -> RouteDraft? {
        let routes = services.settings.settings(.route)
        let names = Set(routes.map { $0.content.typed("name") })
        var copy = self
        let address = ExtensionAddress(id)
        let taken = Set(routes.map { ExtensionAddress($0.id).number })
        copy.id = ExtensionAddress(Self.freeCode(after: address.number, taken: taken), pbx: address.pbx).text
        let plain = visit.text("admin.routes.copyName", ["name": name])
        let numbered = (2...).lazy.map { "\(plain) \(visit.language.dates.number($0))" }
        copy.name = names.contains(plain) ? numbered.first { !names.contains($0) } ?? plain : plain
        copy.name = String(copy.name.prefix(Self.maximumNameLength))
        return copy
    }

    /// Finds the next free code: `*5004` after `*5003`, or the first one after it without a route.
    ///
    /// - Returns: an empty text if the code has no number to count on from, or if the next codes are too long.
    static func freeCode(after code: String, taken: Set<String>) -> String {
        let digits = code.reversed().prefix { $0.isASCII && $0.isNumber }.count
        guard digits > 0, digits < 10, let number = Int(code.suffix(digits)) else { return "" }
        let start = code.dropLast(digits)
        func padded(_ number: Int) -> String {
            let text = String(number)
            return start + String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        let free = (number + 1...number + taken.count + 1).lazy.map(padded).first { !taken.contains($0) } ?? ""
        return free.utf8.count <= maximumCodeLength ? free : ""
    }
}
