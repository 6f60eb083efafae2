import CHDF5

/// How one number is stored.
struct HDF5Scalar: Sendable, Equatable, Codable {
  enum Kind: String, Sendable, Codable { case unsigned, signed, float }

  var kind: Kind
  var byteCount: Int
  var isBigEndian = false
}

/// A number in a record.
struct HDF5Field: Sendable, Equatable, Codable {
  var name: String
  var offset: Int
  var scalar: HDF5Scalar
}

/// What the elements of a dataset are, as far as columns of numbers are concerned.
enum HDF5ElementType: Sendable, Equatable, Codable {
  /// A number or a truth value.
  case scalar(HDF5Scalar)
  /// A record; fields that hold no single number are left out.
  case compound([HDF5Field])
  /// A text, all of one length; with the library's number for the characters.
  case fixedText(Int32)
  /// A text of any length, which lies elsewhere.
  case variableText(Int32)
  /// Anything else.
  case other

  /// Reads the type of a dataset or of a field.
  init(_ type: hid_t) {
    if let scalar = HDF5Scalar(type) {
      self = .scalar(scalar)
    } else if H5Tget_class(type) == H5T_COMPOUND {
      let fields = (0..<UInt32(clamping: H5Tget_nmembers(type))).compactMap { Self.field(type, $0) }
      self = .compound(fields)
    } else if H5Tget_class(type) == H5T_STRING {
      let characters = H5Tget_cset(type).rawValue
      self = H5Tis_variable_str(type) > 0 ? .variableText(characters) : .fixedText(characters)
    } else {
      self = .other
    }
  }

  /// Whether an element's bytes are all there is to it: one number, or a text of a given length.
  var liesInPlace: Bool {
    switch self {
    case .scalar, .fixedText: true
    case .compound, .variableText, .other: false
    }
  }

  private static func field(_ type: hid_t, _ index: UInt32) -> HDF5Field? {
    let member = H5Tget_member_type(type, index)
    guard member >= 0 else { return nil }
    defer { H5Tclose(member) }
    let (offset, size) = (H5Tget_member_offset(type, index), H5Tget_size(type))
    guard let scalar = HDF5Scalar(member), let name = H5Tget_member_name(type, index) else { return nil }
    defer { H5free_memory(name) }
    // A damaged type may place a field after its record.
    guard offset <= size, scalar.byteCount <= size - offset else { return nil }
    return HDF5Field(name: String(cString: name), offset: offset, scalar: scalar)
  }
}

extension HDF5Scalar {
  /// Reads a type; nil where it is no whole number of 1, 2, 4 or 8 bytes and no IEEE number of 4 or 8, or where what it
  /// says of its bits, of its values and of its bytes does not agree.
  init?(_ type: hid_t) {
    let (kind, size) = (H5Tget_class(type), H5Tget_size(type))
    switch kind {
    case H5T_ENUM:
      let base = H5Tget_super(type)
      guard base >= 0 else { return nil }
      defer { H5Tclose(base) }
      guard H5Tget_class(base) == H5T_INTEGER, let scalar = HDF5Scalar(base), scalar.byteCount == size else {
        return nil
      }
      self = scalar
    case H5T_INTEGER:
      guard [1, 2, 4, 8].contains(size), H5Tget_precision(type) == 8 * size, H5Tget_offset(type) == 0,
        [H5T_ORDER_LE, H5T_ORDER_BE].contains(H5Tget_order(type))
      else { return nil }
      let isSigned = H5Tget_sign(type) == H5T_SGN_2
      self.init(
        kind: isSigned ? .signed : .unsigned, byteCount: size, isBigEndian: H5Tget_order(type) == H5T_ORDER_BE)
    case H5T_FLOAT:
      guard saccade_h5_is_ieee(type) > 0 else { return nil }
      self.init(kind: .float, byteCount: size, isBigEndian: H5Tget_order(type) == H5T_ORDER_BE)
    default: return nil
    }
  }
}
