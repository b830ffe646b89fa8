// All who use the domain use the lock, too; each file is to import it itself.
@_exported public import ConcurrencyPrimitives
