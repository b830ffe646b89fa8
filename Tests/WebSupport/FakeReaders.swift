import Administration
public import HTTPTypes
public import WebPages

/// The same person always is signed in, or nobody.
public struct FakeReaders: PageReaderSource {
    public var reader: PageReader?

    public init(reader: PageReader?) {
        self.reader = reader
    }

    public func reader(of headers: HTTPFields) async throws -> PageReader? { reader }
}

extension PageReader {
    public static let admin = PageReader(id: "1", name: "Reza", role: .admin, csrfToken: "csrf-of-reza")
    public static let agent = PageReader(
        id: "2", name: "Ali", role: .operator, extension: "101", departments: ["support"], csrfToken: "csrf-of-ali")
}
