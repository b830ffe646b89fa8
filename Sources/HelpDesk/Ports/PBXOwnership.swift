/// Which PBXs are this bridge's.
public protocol PBXOwnership: Sendable {
    /// The tenure of a PBX at this moment; `nil` while it is another bridge's, or nobody's.
    ///
    /// - Parameter pbx: its id; `nil` for the default one.
    func tenure(of pbx: String?) -> PBXTenure?
    /// Each tenure of a PBX as it begins; the one before is finished. Consumed once, by the help desk.
    func tenures(of pbx: String?) -> AsyncStream<PBXTenure>
    /// The help desk stops: no further tenure begins.
    func stop()
}

/// All PBXs are those of the one bridge that there is.
public struct SoleOwnership: PBXOwnership {
    private let tenures: [String?: PBXTenure]

    public init(of pbxs: PBXSet) {
        tenures = Dictionary(uniqueKeysWithValues: pbxs.ids.map { ($0, PBXTenure(of: $0)) })
    }

    public func tenure(of pbx: String?) -> PBXTenure? { tenures[pbx] }

    public func tenures(of pbx: String?) -> AsyncStream<PBXTenure> {
        AsyncStream { stream in
            if let tenure = tenures[pbx] { stream.yield(tenure) }
            stream.finish()
        }
    }

    public func stop() {}
}

/// A write came from a bridge whose PBX is another one's by now: nothing of it was kept.
public struct PBXNotOwned: Error, Sendable, Equatable, CustomStringConvertible {
    /// The PBX's id; `nil` for the default one.
    public var pbx: String?

    public init(pbx: String?) {
        self.pbx = pbx
    }

    public var description: String {
        "another bridge has taken over \(pbx.map { "the PBX \($0)" } ?? "the default PBX")"
    }
}
