import CPQ

/// Parameters in libpq's format.
struct WireParameters {
    let types: [UInt32]
    private let values: [[UInt8]?]

    var count: Int32 { Int32(values.count) }

    init(_ values: [PostgreSQLValue]) {
        types = values.map(\.typeID)
        self.values = values.map(\.wireFormat)
    }

    func send(_ connection: OpaquePointer, prepared name: String) -> Int32 {
        withPointers { values, lengths, formats in
            PQsendQueryPrepared(connection, name, count, values, lengths, formats, 0)
        }
    }

    func send(_ connection: OpaquePointer, sql: String) -> Int32 {
        withPointers { values, lengths, formats in
            PQsendQueryParams(connection, sql, count, types, values, lengths, formats, 0)
        }
    }

    /// libpq copies the parameters.
    private func withPointers(
        _ send: ([UnsafePointer<CChar>?], [Int32], [Int32]) -> Int32
    ) -> Int32 {
        let lengths = values.map { Int32($0?.count ?? 0) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.reduce(1) { $0 + ($1?.count ?? 0) })
        for value in values { bytes.append(contentsOf: value ?? []) }
        // Ensures a valid base address.
        bytes.append(0)
        return bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self) else { return 0 }
            var place = 0
            let pointers = values.map { value -> UnsafePointer<CChar>? in
                defer { place += value?.count ?? 0 }
                return value == nil ? nil : base + place
            }
            return send(pointers, lengths, Array(repeating: 1, count: values.count))
        }
    }
}
