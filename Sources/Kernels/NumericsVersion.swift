/// The version of the arithmetic: raised when the bits of a result change.
///
/// Part of every unit's identity, so that results of different arithmetic are never mixed. The first line of the golden
/// weights repeats it, and they are not written anew while it is the same.
public let numericsVersion = 1
