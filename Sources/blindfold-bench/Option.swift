internal import ArgumentParser

/// A command line option; the nouns of a rubric have an `Option` of their own.
typealias Option = ArgumentParser.Option
