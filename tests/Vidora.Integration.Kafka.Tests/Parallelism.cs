// More than there are cores: tests mostly wait for groups that rebalance.
[assembly: LevelOfParallelism(4)]
