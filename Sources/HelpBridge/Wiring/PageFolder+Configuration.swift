import WebPages

extension PageFolder {
    /// - Throws: `HelpBridgeError` naming the file, and the line if there is one.
    convenience init(_ configuration: BridgeConfiguration) throws {
        do {
            let shipped = ShippedFiles.directory("Pages", besides: configuration.pages)
            try self.init(directory: configuration.pages, shipped: shipped)
        } catch {
            throw HelpBridgeError.configuration("\(error)")
        }
    }
}
