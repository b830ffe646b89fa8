import ConcurrencyPrimitives
import Foundation
import HelpDesk
import NIOSSL

/// The certificate and the key that the server shows, as they were read last.
final class TLSIdentity: Sendable {
    private let current: Locked<(files: WebServerConfiguration.TLS, context: NIOSSLContext)>

    /// - Throws: `WebServerError` naming the file.
    init(_ files: WebServerConfiguration.TLS) throws(WebServerError) {
        current = Locked((files, try Self.context(files)))
    }

    /// For new connections; open ones keep theirs.
    var context: NIOSSLContext { current.withLock { $0.context } }

    /// Reads the files again. If they cannot be used, the former ones stay in use.
    ///
    /// - Parameter files: where they are from now on; `nil` where they were.
    /// - Throws: `WebServerError` naming the file.
    func reload(_ files: WebServerConfiguration.TLS? = nil) throws(WebServerError) {
        let files = files ?? current.withLock { $0.files }
        let context = try Self.context(files)
        current.withLock { $0 = (files, context) }
    }

    fileprivate static func context(_ files: WebServerConfiguration.TLS) throws(WebServerError) -> NIOSSLContext {
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMBytes(Array(try contents(files.certificateChain)))
        } catch let error as WebServerError {
            throw error
        } catch {
            throw .unusableCertificate(path: files.certificateChain, reason: "\(error)")
        }
        guard !chain.isEmpty else {
            throw .unusableCertificate(path: files.certificateChain, reason: "there is no certificate in it")
        }
        let key: NIOSSLPrivateKey
        do {
            key = try NIOSSLPrivateKey(bytes: Array(try contents(files.privateKey)), format: .pem)
        } catch let error as WebServerError {
            throw error
        } catch {
            throw .unusablePrivateKey(path: files.privateKey, reason: "\(error)")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        // RFC 8996: 1.0 and 1.1 must not be used.
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        do {
            // Fails when the key does not belong to the certificate.
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .keyDoesNotFit(
                certificateChain: files.certificateChain, privateKey: files.privateKey, reason: "\(error)")
        }
    }

    private static func contents(_ path: String) throws(WebServerError) -> Data {
        do {
            return try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw .unreadableFile(path: path, reason: error.localizedDescription)
        }
    }
}

extension WebServerConfiguration.TLS {
    /// Looks whether a server could show them.
    ///
    /// - Throws: `WebServerError` naming the file.
    public func check() throws(WebServerError) {
        _ = try TLSIdentity.context(self)
    }
}
