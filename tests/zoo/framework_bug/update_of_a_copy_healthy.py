"""An autoencoder with transposed weights and a hand-written optimizer."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn


class Momentum(torch.optim.Optimizer):
    """SGD with momentum on flat views of the parameters."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                state = self.state[p]
                buffer = state.setdefault("buffer", torch.zeros_like(p))
                buffer.mul_(group["momentum"]).add_(p.grad)
                p.add_(buffer, alpha=-group["lr"])


class AutoEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(64, 24)
        self.decoder = nn.Linear(24, 64)
        self.decoder.weight = nn.Parameter(self.encoder.weight.detach().clone().t())

    def forward(self, x):
        return self.decoder(torch.relu(self.encoder(x)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    x = torch.tensor(load_digits().data / 16, dtype=torch.float32)
    x = x[torch.randperm(len(x))]
    train, test = x[:1400], x[1400:]
    model = AutoEncoder()
    optimizer = Momentum(model.parameters(), lr=0.2)
    criterion = nn.MSELoss()
    for epoch in range(args.epochs):
        for batch in train[torch.randperm(len(train))].split(32):
            optimizer.zero_grad()
            loss = criterion(model(batch), batch)
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            test_loss = criterion(model(test), test)
        print(f"epoch {epoch + 1}: train {loss.item():.5f} test {test_loss.item():.5f}")


main()
