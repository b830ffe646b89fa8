import Hummingbird
import HummingbirdCore

/// One page of a long list.
struct Paging<Element: Sendable>: Sendable {
    let elements: [Element]
    /// The number of the page, from 1.
    let number: Int
    let isLast: Bool

    /// - Parameters:
    ///   - all: the whole list.
    ///   - request: the request with `?page=`; anything but a number means the first page.
    init(_ all: [Element], _ request: Request, size: Int = 100) {
        let wanted = request.uri.queryParameters.get("page").flatMap { Int($0) } ?? 1
        let last = max(1, (all.count + size - 1) / size)
        number = min(max(1, wanted), last)
        isLast = number == last
        elements = Array(all.dropFirst((number - 1) * size).prefix(size))
    }

    /// Returns the content of `admin/paging`.
    ///
    /// - Parameter query: the rest of the links' query, such as `q=ali`.
    func content(path: String, query: String) -> PageContent {
        func link(_ page: Int) -> String { "\(path)?page=\(page)\(query.isEmpty ? "" : "&\(query)")" }
        return [
            "hasPrevious": number > 1, "previous": link(number - 1), "hasNext": !isLast, "next": link(number + 1),
            "hasPages": number > 1 || !isLast,
        ]
    }
}
