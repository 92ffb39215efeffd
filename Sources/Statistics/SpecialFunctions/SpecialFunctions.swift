/// Special functions of real arguments, in `Double`.
///
/// Arguments outside a function's domain give NaN, as in the C library.
public enum SpecialFunctions {}
