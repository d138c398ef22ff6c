package lakeward.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnVectorTest {
    @Test
    void textKeepsEmptyNullAndUnchangedApart() {
        ColumnVector vector = new ColumnVector(Type.STRING);
        vector.appendText("né");
        vector.appendText("");
        vector.appendNull();
        vector.appendUnchanged();

        assertThat(vector.text(0)).isEqualTo("né");
        assertThat(vector.text(1)).isEmpty();
        assertThat(vector.isNull(1)).isFalse();
        assertThat(vector.isNull(2)).isTrue();
        assertThat(vector.isUnchanged(2)).isFalse();
        assertThat(vector.isUnchanged(3)).isTrue();
    }

    @Test
    void growsPastItsFirstCapacity() {
        ColumnVector words = new ColumnVector(Type.LONG);
        ColumnVector wide = new ColumnVector(Type.decimal(38, 2));
        for (int i = 0; i < 10_000; i++) {
            words.appendWord(i);
            wide.appendWide(-1, i);
        }

        assertThat(words.word(9_999)).isEqualTo(9_999);
        assertThat(wide.high(9_999)).isEqualTo(-1);
        assertThat(wide.low(9_999)).isEqualTo(9_999);
    }

    @Test
    void clearForgetsNulls() {
        ColumnVector vector = new ColumnVector(Type.LONG);
        vector.appendNull();

        vector.clear();
        vector.appendWord(7);

        assertThat(vector.isNull(0)).isFalse();
        assertThat(vector.hasNulls()).isFalse();
    }
}
