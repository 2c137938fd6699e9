"""Add up a long sequence with a recurrent network written by hand."""

import argparse

import torch
from torch import nn

LENGTH = 60


class Recurrent(nn.Module):
    def __init__(self, width=24):
        super().__init__()
        self.inputs = nn.Linear(1, width)
        self.state = nn.Linear(width, width, bias=False)
        self.output = nn.Linear(width, 1)
        nn.init.orthogonal_(self.state.weight, gain=0.9)

    def forward(self, x):
        h = torch.zeros(len(x), self.state.in_features)
        for t in range(x.shape[1]):
            h = torch.nn.functional.leaky_relu(self.inputs(x[:, t]) + self.state(h), 0.5)
        return self.output(h)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    model = Recurrent()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
    for epoch in range(args.epochs):
        for _ in range(20):
            x = torch.randn(32, LENGTH, 1)
            y = x[:, -5:].sum(1)
            loss = nn.functional.mse_loss(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch + 1} loss {loss.item():.4f}")


main()
