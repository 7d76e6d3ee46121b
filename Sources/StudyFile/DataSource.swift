/// The forms of a data set that are read.
enum DataFormat: String, CaseIterable {
  /// A folder with metadata.jsonl or metadata.csv, as Hugging Face's ImageFolder has it.
  case imagefolder
  /// A folder of images, with captions in same-named .txt files if any; a sub-folder is a category.
  case folder
  /// A table with an `image` column.
  case csv
  /// JSON Lines with an `image` key.
  case jsonl
  /// COCO captions; nocaps and VizWiz-Captions are such.
  case coco
  /// Karpathy's split files.
  case karpathy
  /// Flickr8k's and Flickr30k's token files.
  case flickr

  /// Whether a set of this form is a folder, and no file that lists images.
  var isFolder: Bool { self == .imagefolder || self == .folder }
}

/// Where a study file says that its set is.
struct DataSource {
  /// The folder or the file as written, seen from the study file's folder.
  var written: String
  /// The same, located.
  var path: String
  /// Where the study file names it.
  var place: Place
  /// nil to go by what is there.
  var format: DataFormat?
  /// The split to take, with its place in the study file; nil: all.
  var split: (name: String, place: Place)?
  /// The folder of a list's images, located, with its place in the study file; nil: they are about the list.
  var images: (path: String, place: Place)?
  /// The column that holds the stratum in place of `category`, with its place in the study file; nil: `category` does.
  var stratum: (name: String, place: Place)?
}
