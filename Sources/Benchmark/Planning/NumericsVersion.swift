/// The version of the arithmetic: raised when the bits of a result change.
///
/// Part of every unit's identity, so that results of different arithmetic are never mixed. Golden hashes of
/// weights guard it.
public let numericsVersion = 1
