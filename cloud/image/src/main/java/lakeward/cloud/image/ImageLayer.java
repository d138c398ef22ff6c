package lakeward.cloud.image;

import java.util.Comparator;
import java.util.List;

/** Files that change together, in the order of their paths. */
record ImageLayer(String name, List<ImageFile> files) {
    ImageLayer {
        files = files.stream().sorted(Comparator.comparing(ImageFile::path)).toList();
    }
}
