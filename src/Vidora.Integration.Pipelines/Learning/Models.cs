namespace Vidora.Integration.Pipelines.Learning;

/// <summary>Gives a number for the features of a user: log-odds for probabilities, else the predicted number.</summary>
internal abstract class Model
{
    public abstract double Score(ReadOnlySpan<float> row);

    /// <summary>Adds how much each feature counts in the model to a list, in shares that sum to the weight.</summary>
    public abstract void AddImportance(double[] importance, double weight);

    /// <summary>Writes the model as numbers, for <see cref="Read"/>.</summary>
    public abstract void Write(BinaryWriter writer);

    /// <summary>Reads a model; its scores are the same.</summary>
    /// <exception cref="InvalidDataException">Throws when it is of an unknown kind.</exception>
    public static Model Read(BinaryReader reader) => reader.ReadByte() switch
    {
        LinearModel.Kind => new LinearModel(reader.ReadDouble(), Numbers(reader), Numbers(reader)),
        TreeModel.Kind => TreeModel.ReadTrees(reader),
        MeanModel.Kind => new MeanModel([.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => Read(reader))]),
        ShiftedModel.Kind => new ShiftedModel(Read(reader), reader.ReadDouble(), reader.ReadDouble()),
        var kind => throw new InvalidDataException($"A kept model is of the unknown kind {kind}."),
    };

    public static double Probability(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    public static double LogOdds(double probability) => Math.Log(probability / (1 - probability));

    protected static double[] Numbers(BinaryReader reader)
    {
        var numbers = new double[reader.ReadInt32()];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = reader.ReadDouble();
        }

        return numbers;
    }

    protected static void Write(BinaryWriter writer, double[] numbers)
    {
        writer.Write(numbers.Length);
        foreach (var number in numbers)
        {
            writer.Write(number);
        }
    }

    protected static void AddShares(double[] importance, ReadOnlySpan<double> gains, double weight)
    {
        var sum = 0.0;
        foreach (var gain in gains)
        {
            sum += gain;
        }

        for (var i = 0; i < gains.Length && sum > 0; i++)
        {
            importance[i] += weight * gains[i] / sum;
        }
    }
}

/// <summary>Is a sum of weighted features.</summary>
internal sealed class LinearModel(double bias, double[] weights, double[] scales) : Model
{
    public const byte Kind = 1;

    public override void Write(BinaryWriter writer)
    {
        writer.Write(Kind);
        writer.Write(bias);
        Write(writer, weights);
        Write(writer, scales);
    }

    public override double Score(ReadOnlySpan<float> row)
    {
        var sum = bias;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * row[i];
        }

        return sum;
    }

    public override void AddImportance(double[] importance, double weight)
    {
        var gains = new double[weights.Length];
        for (var i = 0; i < gains.Length; i++)
        {
            gains[i] = Math.Abs(weights[i]) * scales[i];
        }

        AddShares(importance, gains, weight);
    }
}

/// <summary>Is a sum of decision trees, kept as plain numbers.</summary>
internal sealed class TreeModel(double bias, double scale, TreeModel.Node[] nodes, int[] roots, double[] leaves, double[] gains) : Model
{
    public const byte Kind = 2;

    public override void Write(BinaryWriter writer)
    {
        writer.Write(Kind);
        writer.Write(bias);
        writer.Write(scale);
        writer.Write(nodes.Length);
        foreach (var node in nodes)
        {
            writer.Write(node.Feature);
            writer.Write(node.Threshold);
            writer.Write(node.Left);
            writer.Write(node.Right);
        }

        writer.Write(roots.Length);
        foreach (var root in roots)
        {
            writer.Write(root);
        }

        Write(writer, leaves);
        Write(writer, gains);
    }

    /// <summary>Reads what <see cref="Write"/> wrote behind the kind.</summary>
    public static TreeModel ReadTrees(BinaryReader reader)
    {
        var (bias, scale) = (reader.ReadDouble(), reader.ReadDouble());
        var nodes = new Node[reader.ReadInt32()];
        for (var i = 0; i < nodes.Length; i++)
        {
            nodes[i] = new Node(reader.ReadInt32(), reader.ReadSingle(), reader.ReadInt32(), reader.ReadInt32());
        }

        var roots = new int[reader.ReadInt32()];
        for (var i = 0; i < roots.Length; i++)
        {
            roots[i] = reader.ReadInt32();
        }

        return new TreeModel(bias, scale, nodes, roots, Numbers(reader), Numbers(reader));
    }

    public override double Score(ReadOnlySpan<float> row)
    {
        var sum = 0.0;
        foreach (var root in roots)
        {
            var next = root;
            while (next >= 0)
            {
                ref readonly var node = ref nodes[next];
                next = row[node.Feature] <= node.Threshold ? node.Left : node.Right;
            }

            sum += leaves[~next];
        }

        return (scale * sum) + bias;
    }

    public override void AddImportance(double[] importance, double weight) => AddShares(importance, gains, weight);

    /// <summary>Holds a split; a child below zero is the complement of a leaf's number.</summary>
    internal readonly record struct Node(int Feature, float Threshold, int Left, int Right);
}

/// <summary>Is the mean of models.</summary>
internal sealed class MeanModel(params IReadOnlyList<Model> models) : Model
{
    public const byte Kind = 3;

    public override void Write(BinaryWriter writer)
    {
        writer.Write(Kind);
        writer.Write(models.Count);
        foreach (var model in models)
        {
            model.Write(writer);
        }
    }

    public override double Score(ReadOnlySpan<float> row)
    {
        var sum = 0.0;
        foreach (var model in models)
        {
            sum += model.Score(row);
        }

        return sum / models.Count;
    }

    public override void AddImportance(double[] importance, double weight)
    {
        foreach (var model in models)
        {
            model.AddImportance(importance, weight / models.Count);
        }
    }
}

/// <summary>Is a model whose scores are stretched and moved.</summary>
internal sealed class ShiftedModel(Model model, double slope, double offset) : Model
{
    public const byte Kind = 4;

    public override void Write(BinaryWriter writer)
    {
        writer.Write(Kind);
        model.Write(writer);
        writer.Write(slope);
        writer.Write(offset);
    }

    public override double Score(ReadOnlySpan<float> row) => (slope * model.Score(row)) + offset;

    public override void AddImportance(double[] importance, double weight) => model.AddImportance(importance, weight);
}
