import CHDF5

extension HDF5Handle {
  /// Properties of objects to be created that hold no times: the library would store the second in which a dataset was
  /// written, so that the same data gave other bytes.
  ///
  /// - Parameter kind: The class of properties, as `saccade_h5_dataset_creation_class()` gives it.
  static func timeless(_ kind: @autoclosure () -> hid_t, path: String, place: String? = nil) throws -> HDF5Handle {
    let what = "creating an object without times"
    let properties = try HDF5Handle(what, path: path, place: place) { H5Pcreate(kind()) }
    try HDF5Call.check(what, path: path, place: place) { H5Pset_obj_track_times(properties.id, false) }
    return properties
  }
}
