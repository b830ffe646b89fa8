import Foundation

/// The output that the containers of one text write to.
final class JSONOutput {
    var writer = JSONWriter()
    private let dates: JSONTextEncoder.DateWriter?

    init(dates: JSONTextEncoder.DateWriter?) {
        self.dates = dates
    }

    func encode<T: Encodable>(_ value: T) throws {
        if let dates, T.self == Date.self, let date = value as? Date {
            writer.value { dates(date, &$0) }
            return
        }
        let depth = writer.depth
        try value.encode(to: JSONStreamEncoder(output: self))
        writer.end(at: depth, "\(T.self)")
    }
}
