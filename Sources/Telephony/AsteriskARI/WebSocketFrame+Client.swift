import NIOCore
import NIOWebSocket

extension WebSocketFrame {
    /// Creates a frame as a client must send it: masked (RFC 6455, section 5.3), which the encoder does not do by
    /// itself.
    static func fromClient(_ opcode: WebSocketOpcode, _ data: ByteBuffer) -> WebSocketFrame {
        WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: data)
    }
}
