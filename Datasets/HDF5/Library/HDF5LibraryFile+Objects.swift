import CHDF5

extension HDF5LibraryFile {
  /// What stands at a path. Links to other files are not followed.
  ///
  /// - Throws: `FileError` where there is something that the library cannot open.
  func object(_ path: String) throws -> HDF5File.Object {
    try HDF5Call.locked {
      let link = saccade_h5_is_local(id, path)
      guard link > 0 else { return .other }
      do {
        try checkHeader(of: path)
      } catch  where link == 2 {
        return .other
      }
      let object = H5Oopen(id, path, saccade_h5_default_properties())
      if object < 0 && link == 2 { return .other }
      try HDF5Call.check("opening what is there", path: self.path, place: "object \(path)") { object }
      defer { H5Oclose(object) }
      return switch H5Iget_type(object) {
      case H5I_GROUP: .group
      case H5I_DATASET: .dataset
      default: .other
      }
    }
  }

  /// The names in a group, in alphabetical order; the first of them where there are more than `most`.
  func names(in group: String, atMost most: Int) throws -> [String] {
    let place = "group \(group)"
    return try HDF5Call.locked {
      var info = H5G_info_t()
      try HDF5Call.check("reading the group", path: path, place: place) {
        H5Gget_info_by_name(id, group, &info, saccade_h5_default_properties())
      }
      return try (0..<min(info.nlinks, hsize_t(most))).map { index in
        var name = [CChar](repeating: 0, count: 256)
        let room = name.count
        try HDF5Call.check("reading the group", path: path, place: place) {
          H5Lget_name_by_idx(
            id, group, H5_INDEX_NAME, H5_ITER_INC, index, &name, room, saccade_h5_default_properties())
        }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      }
    }
  }

  /// The text of an attribute; nil where there is none.
  func text(_ name: String, of object: String) -> String? {
    withAttribute(name, of: object) { attribute, element, size in
      switch element {
      case .variableText: return variableText(attribute: name, of: object)
      case .fixedText:
        guard size > 0, size <= 1 << 12, let type = memoryType(element, byteCount: size) else { return nil }
        var bytes = [UInt8](repeating: 0, count: type.byteCount)
        guard H5Aread(attribute, type.id, &bytes) >= 0 else { return nil }
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      case .scalar, .compound, .other: return nil
      }
    }
  }

  /// The whole numbers of an attribute; nil where there is none that holds so many.
  func integers(_ attribute: String, of object: String, count: Int) -> [Int]? {
    withAttribute(attribute, of: object, count: count) { attribute, element, _ in
      guard case .scalar(let scalar) = element, scalar.kind != .float else { return nil }
      var values = [Int64](repeating: 0, count: count)
      return H5Aread(attribute, saccade_h5_native_int64(), &values) >= 0 ? values.map { Int($0) } : nil
    }
  }

  private func memoryType(_ element: HDF5ElementType, byteCount: Int) -> HDF5MemoryType? {
    try? HDF5MemoryType(element, byteCount: byteCount, path: path, place: "an attribute")
  }

  /// Calls `body` with an open attribute of so many elements, what one is, and its stored bytes; nil where there is none.
  private func withAttribute<Value>(
    _ name: String, of object: String, count: Int = 1, _ body: (hid_t, HDF5ElementType, Int) -> Value?
  ) -> Value? {
    HDF5Call.locked {
      let defaults = saccade_h5_default_properties()
      guard (try? checkHeader(of: object)) != nil else { return nil }
      guard H5Aexists_by_name(id, object, name, defaults) > 0 else { return nil }
      let attribute = H5Aopen_by_name(id, object, name, defaults, defaults)
      guard attribute >= 0 else { return nil }
      defer { H5Aclose(attribute) }
      let (type, space) = (H5Aget_type(attribute), H5Aget_space(attribute))
      defer {
        H5Tclose(type)
        H5Sclose(space)
      }
      guard type >= 0, H5Sget_simple_extent_npoints(space) == hssize_t(count) else { return nil }
      return body(attribute, HDF5ElementType(type), H5Tget_size(type))
    }
  }
}
